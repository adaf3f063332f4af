// Composes the browser's files: style sheets purged to what the templates use, scripts bundled and minified,
// icons cut to their strokes. Run by polydesk.kernel.web.build_assets, which says on standard input what to make
// and hashes, compresses and lists the result.
import { mkdirSync, readFileSync, writeFileSync, existsSync, copyFileSync } from "node:fs"
import { join } from "node:path"
import { build, transform } from "esbuild"
import postcss from "postcss"
import { PurgeCSS } from "purgecss"

const order = JSON.parse(readFileSync(0, "utf8"))
// Components of Tabler that no page uses, named like words that pages do use (a `<legend>`, a loop over steps).
const unusedComponents = /^(avatar|legend|popover|status|steps|step-item|tracking)(-|$)/
const modules = join(process.cwd(), "node_modules")
const browsers = ["chrome123", "firefox128", "safari17.5"]

await Promise.all([
  ...order.styles.flatMap(sheet => ["ltr", "rtl"].map(direction => composeStyle(sheet, direction))),
  ...order.beside.map(composeOwn),
  bundleScripts(),
])
writeIcons()
mkdirSync(join(order.out, "dev"), { recursive: true })
copyFileSync(join(modules, "axe-core/axe.min.js"), join(order.out, "dev/axe.min.js"))

async function composeStyle(sheet, direction) {
  const tabler = direction === "rtl" ? "tabler.rtl.css" : "tabler.css"
  const ours = rulesOf(sheet)
  const theirs = dropUnwanted(readFileSync(join(modules, "@tabler/core/dist/css", tabler), "utf8"))
  const lean = await purge(theirs, ours, sheet)
  await writeStyle(direction === "rtl" ? `${sheet.name}.rtl.css` : `${sheet.name}.css`, lean + ours)
}

// Our rules are logical, so one file serves both directions.
async function composeOwn(sheet) {
  await writeStyle(`${sheet.name}.css`, rulesOf(sheet))
}

function rulesOf(sheet) {
  return sheet.files.map(file => readFileSync(file, "utf8")).join("\n")
}

async function writeStyle(name, rules) {
  const { code } = await transform(rules, { loader: "css", minify: true, target: browsers, legalComments: "none" })
  writeFileSync(join(order.out, name), code)
}

// Our own rules are few and stay whole; what they say of Tabler's variables counts as use.
async function purge(css, ours, { classes, tags, attributes }) {
  const found = { classes, tags, ids: [], undetermined: [], attributes: { names: attributes, values: attributes } }
  const [{ css: used }] = await new PurgeCSS().purge({
    content: [{ raw: "found", extension: "found" }],
    css: [{ raw: css }],
    extractors: [{ extensions: ["found"], extractor: () => found }],
    variables: true,
    blocklist: [unusedComponents],
    safelist: { variables: [...new Set(ours.match(/--tblr-[\w-]+/g))] },
    keyframes: true,
    dynamicAttributes: ["dir", "lang", "open", "disabled", "checked", "aria-current", "aria-invalid", "aria-busy"],
  })
  return used
}

// Tabler offers the dark theme under several names; we use data-bs-theme on the root alone. Its tables in prose have no
// padding at their edges, which ours need for their borders.
function dropUnwanted(css) {
  const unused = /\[data-bs-navbar-theme|\[data-theme|\.theme-(dark|light)|\.prose\s*>\s*table|body\[data-bs-theme|:host/
  const root = postcss.parse(css)
  root.walkComments(comment => comment.remove())
  root.walkRules(rule => {
    const kept = rule.selectors.filter(selector => !unused.test(selector))
    if (kept.length === 0) rule.remove()
    else if (kept.length < rule.selectors.length) rule.selectors = kept
  })
  return root.toString()
}

async function bundleScripts() {
  await build({
    entryPoints: order.scripts,
    outdir: order.out,
    bundle: true,
    minify: true,
    format: "iife",
    target: browsers,
    nodePaths: [modules],
    legalComments: "none",
    logLevel: "warning",
  })
}

// Every quoted word of templates and Python code that is the name of an icon brings that icon.
function writeIcons() {
  const icons = {}
  for (const word of order.iconWords) {
    const filled = word.endsWith("-filled")
    const name = filled ? word.slice(0, -"-filled".length) : word
    const file = join(modules, "@tabler/icons/icons", filled ? "filled" : "outline", `${name}.svg`)
    if (existsSync(file)) icons[word] = strokesOf(readFileSync(file, "utf8"))
  }
  writeFileSync(join(order.out, "icons.json"), JSON.stringify(icons))
}

function strokesOf(svg) {
  const inside = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"))
  return inside.replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, "").replace(/\s*\n\s*/g, "").replaceAll(" />", "/>")
}
