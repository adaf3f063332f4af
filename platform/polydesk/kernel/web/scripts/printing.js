// Buttons that print: data-print. What is folded is unfolded on paper.
document.addEventListener("click", event => {
  if (event.target.closest("[data-print]")) window.print()
})

const folded = () => document.querySelectorAll("details.segments-fold")
addEventListener("beforeprint", () => folded().forEach(each => {
  each.dataset.was = each.open
  each.open = true
}))
addEventListener("afterprint", () => folded().forEach(each => { each.open = each.dataset.was === "true" }))
