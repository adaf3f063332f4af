// Keys of a page: data-key="r" on a link, button or field; "g h" for two in a row; "u|." for either; j, k, o, x in a data-list. Never while typing.
const typing = element => element.isContentEditable || element.matches("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select")
const visible = element => element.offsetParent !== null || element.closest("details.menu, [popover]") !== null
let first = ""
let firstAt = 0

document.addEventListener("keydown", event => {
  if (event.key === "Escape" && typing(event.target)) return event.target.blur()
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return
  if (document.querySelector("dialog[open]")) return
  const chord = Date.now() - firstAt < 1200 ? `${first} ${event.key}` : event.key
  const target = find(chord) ?? find(event.key)
  first = event.key
  firstAt = Date.now()
  if (target) {
    event.preventDefault()
    press(target)
  } else if (inList(event.key)) {
    event.preventDefault()
  }
})

function find(key) {
  return [...document.querySelectorAll("[data-key]")].find(element => element.dataset.key.split("|").includes(key) && visible(element))
}

function press(element) {
  if (typing(element)) {
    element.focus()
    element.select?.()
  } else {
    element.click()
  }
}

function inList(key) {
  const rows = [...document.querySelectorAll("[data-list] [data-row]")]
  if (!rows.length) return false
  const at = rows.findIndex(row => row.hasAttribute("data-current"))
  if (key === "j" || key === "k") {
    move(rows, at, key === "j" ? at + 1 : Math.max(at - 1, 0))
  } else if (key === "o" && at >= 0) {
    rows[at].querySelector("a[href]")?.click()
  } else if (key === "x" && at >= 0) {
    rows[at].querySelector("input[type=checkbox]")?.click()
  } else {
    return false
  }
  return true
}

function move(rows, from, to) {
  const row = rows[Math.min(to, rows.length - 1)]
  rows[from]?.removeAttribute("data-current")
  row.setAttribute("data-current", "")
  row.querySelector("a[href]")?.focus({ preventScroll: true })
  row.scrollIntoView({ block: "nearest" })
}

// The list of keys is made from the page at hand when it opens.
const help = document.getElementById("keyboard-help")
help?.addEventListener("beforetoggle", () => {
  const list = help.querySelector("[data-keys]")
  const say = list.dataset
  const lines = new Map([["?", say.keyHelp]])
  if (document.querySelector("[data-list]")) {
    for (const [key, text] of [["j", say.keyNext], ["k", say.keyPrevious], ["o", say.keyOpen], ["x", say.keyTick]]) lines.set(key, text)
  }
  for (const element of document.querySelectorAll("[data-key]")) {
    if (visible(element)) for (const key of element.dataset.key.split("|")) lines.set(key, nameOf(element))
  }
  list.replaceChildren(...[...lines].flatMap(line))
})

function nameOf(element) {
  return element.dataset.keyName || element.getAttribute("aria-label") || wordsOf(element) || element.placeholder || ""
}

// The key that a button shows is no part of its name.
function wordsOf(element) {
  return [...element.childNodes].filter(node => node.nodeName !== "KBD").map(node => node.textContent).join("").trim()
}

function line([keys, text]) {
  const term = document.createElement("dt")
  for (const key of keys.split(" ")) term.append(Object.assign(document.createElement("kbd"), { textContent: key }))
  return [term, Object.assign(document.createElement("dd"), { textContent: text })]
}
