// <details class="menu"> behaves like a menu: one open at a time, closed by Escape, by a click elsewhere and by what is sent from it.
const open = () => document.querySelectorAll("details.menu[open]")

document.addEventListener("click", event => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false
})
document.addEventListener("submit", event => {
  for (const menu of open()) if (menu.contains(event.target)) menu.open = false
})
document.addEventListener("keydown", event => {
  if (event.key !== "Escape") return
  for (const menu of open()) {
    menu.open = false
    menu.querySelector("summary").focus()
  }
})
