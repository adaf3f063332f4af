// [data-tools="id"] is the toolbar of a textarea of Markdown: a button of it, or Ctrl+B, Ctrl+I, Ctrl+K in the text, adds its mark or takes it away again.
import { each } from "./each.js"

const isMac = /Mac|iP/.test(navigator.platform)
const held = event => (isMac ? event.metaKey : event.ctrlKey) && !event.altKey && !event.shiftKey
const around = { bold: "**", italic: "*", code: "`" }
const before = { heading: () => "## ", list: () => "- ", numbers: index => `${index + 1}. `, quote: () => "> " }
const begins = { heading: /^#{1,6} +/, list: /^[-*+] +/, numbers: /^\d+[.)] +/, quote: /^> ?/ }
// What a line begins with is no part of what is bold in it.
const opening = /^\s*(?:(?:[-*+]|\d+[.)]|>|#{1,6}) +)*/

each("[data-tools]", bar => {
  for (const button of bar.querySelectorAll("[data-keys]")) button.title = `${button.ariaLabel} (${isMac ? "⌘" : "Ctrl+"}${button.dataset.keys.toUpperCase()})`
})

// The caret stays where it is.
document.addEventListener("pointerdown", event => { if (event.target.closest("[data-tools] [data-mark]")) event.preventDefault() })
document.addEventListener("click", event => press(event.target.closest("[data-tools] [data-mark]")))

document.addEventListener("keydown", event => {
  const bar = event.target.closest?.("[data-tools]") ?? barOf(event.target)
  if (!bar || event.isComposing) return
  if (held(event)) {
    const button = bar.querySelector(`[data-keys="${CSS.escape(event.key.toLowerCase())}"]`)
    if (!button) return
    event.preventDefault()
    press(button)
  } else if (bar.contains(event.target)) {
    walk(bar, event)
  }
})

const barOf = element => element.matches?.("textarea[id]") ? document.querySelector(`[data-tools="${CSS.escape(element.id)}"]`) : null

// One button of the bar is come to by Tab, the others from there by arrows.
function walk(bar, event) {
  const all = [...bar.querySelectorAll("[data-mark]")]
  const step = getComputedStyle(bar).direction === "rtl" ? -1 : 1
  const at = all.indexOf(event.target)
  const to = { ArrowRight: at + step, ArrowLeft: at - step, Home: 0, End: all.length - 1 }[event.key]
  if (to === undefined) return
  event.preventDefault()
  all[at].tabIndex = -1
  const next = all.at(to % all.length)
  next.tabIndex = 0
  next.focus()
}

function press(button) {
  const area = document.getElementById(button?.closest("[data-tools]").dataset.tools)
  if (!area || area.disabled || area.readOnly) return
  const mark = button.dataset.mark
  if (mark === "picture") return button.parentElement.querySelector("input[type=file]").click()
  area.focus()
  if (mark === "link") link(area)
  else if (mark in before) lines(area, mark)
  else if (mark === "code" && chosen(area).includes("\n")) fence(area)
  else wrap(area, around[mark])
}

const chosen = area => area.value.slice(area.selectionStart, area.selectionEnd)

// Blanks at the ends of what is chosen stay outside, where Markdown wants them.
function wrap(area, mark) {
  const text = chosen(area)
  const start = area.selectionStart + text.length - text.trimStart().length
  const end = Math.max(start, area.selectionStart + text.trimEnd().length)
  const size = mark.length
  const [left, right] = [area.value.slice(0, start), area.value.slice(end)]
  const body = area.value.slice(start, end)
  if (has(trailing(left, mark), leading(right, mark), mark)) return write(area, start - size, end + size, body, 0, body.length)
  const parts = body.split("\n").map(line => {
    const head = line.match(opening)[0]
    return [head, line.slice(head.length)]
  })
  const isMarked = body !== "" && parts.every(([, rest]) => !rest || rest.length >= 2 * size && has(leading(rest, mark), trailing(rest, mark), mark))
  const made = parts.map(([head, rest]) => head + (isMarked ? rest && rest.slice(size, -size) : rest || !body ? mark + rest + mark : rest)).join("\n")
  const isOne = parts.length === 1 && !isMarked
  write(area, start, end, made, isOne ? parts[0][0].length + size : 0, made.length - (isOne ? size : 0))
}

const leading = (text, mark) => text.length - text.replace(mark[0] === "*" ? /^\*+/ : /^`+/, "").length
const trailing = (text, mark) => text.length - text.replace(mark[0] === "*" ? /\*+$/ : /`+$/, "").length

// Three stars are both bold and italic.
function has(one, other, mark) {
  const run = Math.min(one, other, 3)
  return mark === "**" ? run >= 2 : run % 2 === 1
}

function lines(area, kind) {
  const start = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1
  const found = area.value.indexOf("\n", Math.max(area.selectionEnd - (chosen(area).endsWith("\n") ? 1 : 0), start))
  const end = found < 0 ? area.value.length : found
  const old = area.value.slice(start, end).split("\n")
  const full = old.filter(line => line.trim())
  const isOn = full.length > 0 && full.every(line => begins[kind].test(line))
  const others = ["list", "numbers"].includes(kind) ? [begins.list, begins.numbers] : [begins[kind]]
  let index = 0
  const made = old.map(line => {
    const bare = others.reduce((text, pattern) => text.replace(pattern, ""), line)
    return isOn || !line.trim() && old.length > 1 ? bare : before[kind](index++) + bare
  }).join("\n")
  write(area, start, end, made, old.length > 1 ? 0 : made.length, made.length)
}

function fence(area) {
  const text = chosen(area).replace(/^\n+|\n+$/g, "")
  const inner = text.match(/^```[^\n]*\n([^]*)\n```$/)
  const made = inner ? inner[1] : `\`\`\`\n${text}\n\`\`\``
  write(area, area.selectionStart, area.selectionEnd, made, 0, made.length)
}

// An address becomes the target of a text to write, a text that of an address; what is a link already is its text again.
function link(area) {
  const text = chosen(area)
  const whole = text.match(/^\[([^\]]*)\]\([^)]*\)$/)
  const [start, end] = [area.selectionStart, area.selectionEnd]
  if (whole) write(area, start, end, whole[1], 0, whole[1].length)
  else if (/^(https?:\/\/|mailto:)\S+$/.test(text)) write(area, start, end, `[](${text})`, 1, 1)
  else write(area, start, end, `[${text}](https://)`, text.length + 3, text.length + 11)
}

// As if it were typed, so that the browser can undo it; what is chosen then begins and ends so many letters into it.
function write(area, start, end, text, from, to) {
  area.setSelectionRange(start, end)
  const typed = text ? document.execCommand("insertText", false, text) : start === end || document.execCommand("delete")
  if (!typed) {
    area.setRangeText(text, start, end)
    area.dispatchEvent(new Event("input", { bubbles: true }))
  }
  area.setSelectionRange(start + from, start + to)
}
