// Ticked rows of a list: [data-pick-all] ticks all, [data-picked] says how many.
import { Idiomorph } from "idiomorph/htmx"

// What somebody has ticked, or come to by keys, is theirs: a refresh of the list leaves it alone, also while they go on.
// So is a menu that they have opened, with what they type in it, until it is sent.
const inMenu = (attribute, element) => attribute === "open" && element.matches("details.menu, details.menu details") || attribute === "value" && element.closest("details.menu[open]")
const isTheirs = (attribute, element) => attribute === "data-current" || attribute === "checked" && element.matches("[data-row] input") || inMenu(attribute, element)
Idiomorph.defaults.callbacks.beforeAttributeUpdated = (attribute, element) => !isTheirs(attribute, element)

const boxes = () => [...document.querySelectorAll("[data-row] input[type=checkbox]")]

function show() {
  const all = boxes()
  const some = all.filter(box => box.checked)
  for (const bar of document.querySelectorAll("[data-picked]")) {
    bar.toggleAttribute("data-some", some.length > 0)
    const count = bar.querySelector("[data-picked-count]")
    if (count) count.textContent = count.dataset.pickedCount.replace("%(n)s", some.length)
  }
  for (const master of document.querySelectorAll("[data-pick-all]")) {
    master.checked = all.length > 0 && some.length === all.length
    master.indeterminate = some.length > 0 && some.length < all.length
  }
}

document.addEventListener("change", event => {
  if (event.target.matches("[data-pick-all]")) boxes().forEach(box => { box.checked = event.target.checked })
  if (event.target.matches("[data-pick-all], [data-row] input")) show()
})

document.addEventListener("htmx:afterSettle", show)

show()
