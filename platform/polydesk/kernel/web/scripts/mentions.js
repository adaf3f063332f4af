// <textarea data-mentions='["Ann","Bob"]'>: after an @ the names that fit, chosen by arrows and Enter or a click.
import { each } from "./each.js"

const before = /(?:^|[\s(])@([\p{L}\p{N}._-]{0,40})$/u

each("textarea[data-mentions]", field => {
  const names = JSON.parse(field.dataset.mentions)
  const list = Object.assign(document.createElement("ul"), { className: "suggestions", id: `${field.id}-names`, hidden: true })
  list.setAttribute("role", "listbox")
  list.setAttribute("aria-label", field.dataset.mentionsLabel ?? "")
  field.after(list)
  field.setAttribute("aria-autocomplete", "list")
  field.setAttribute("aria-controls", list.id)
  let at = 0

  field.addEventListener("input", offer)
  field.addEventListener("blur", () => setTimeout(close, 150))
  field.addEventListener("keydown", event => {
    if (list.hidden) return
    if (event.key === "ArrowDown" || event.key === "ArrowUp") mark((at + (event.key === "ArrowDown" ? 1 : list.children.length - 1)) % list.children.length)
    else if (event.key === "Enter" || event.key === "Tab") choose(list.children[at].textContent)
    else if (event.key === "Escape") close()
    else return
    event.preventDefault()
    event.stopPropagation()
  })
  list.addEventListener("pointerdown", event => {
    event.preventDefault()
    const item = event.target.closest("li")
    if (item) choose(item.textContent)
  })

  const typed = () => field.value.slice(0, field.selectionStart).match(before)

  function offer() {
    const found = typed()
    const fitting = found ? names.filter(name => fits(name, found[1])).slice(0, 8) : []
    if (!fitting.length) return close()
    list.replaceChildren(...fitting.map(option))
    list.hidden = false
    mark(0)
  }

  function option(name, place) {
    const item = Object.assign(document.createElement("li"), { textContent: name, id: `${list.id}-${place}`, dir: "auto" })
    item.setAttribute("role", "option")
    return item
  }

  function mark(place) {
    at = place
    ;[...list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === at)))
    field.setAttribute("aria-activedescendant", list.children[at].id)
  }

  function choose(name) {
    const start = field.selectionStart - typed()[1].length
    field.setRangeText(`${name} `, start, field.selectionStart, "end")
    close()
    field.dispatchEvent(new Event("input", { bubbles: true }))
  }

  function close() {
    list.hidden = true
    field.removeAttribute("aria-activedescendant")
  }
})

const fits = (name, piece) => name.toLocaleLowerCase().split(/\s+/).concat(name.toLocaleLowerCase()).some(part => part.startsWith(piece.toLocaleLowerCase()))
