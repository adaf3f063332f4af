// Ticked rows of a list: [data-pick-all] ticks all, [data-picked] says how many, and what was ticked or current outlives a refresh.
let ticked = new Set()
let current = ""

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

document.addEventListener("htmx:beforeSwap", () => {
  ticked = new Set(boxes().filter(box => box.checked).map(box => box.value))
  current = document.querySelector("[data-row][data-current]")?.id ?? ""
})

document.addEventListener("htmx:afterSettle", () => {
  if (!document.querySelector("[data-list]")) return
  for (const box of boxes()) box.checked = ticked.has(box.value)
  if (current) document.getElementById(current)?.setAttribute("data-current", "")
  show()
})

show()
