// Where tabs do not all fit, the chosen one is brought into view.
import { each } from "./each.js"

each(".tabs .tab[aria-current]", tab => {
  const box = tab.parentElement.getBoundingClientRect()
  const own = tab.getBoundingClientRect()
  tab.parentElement.scrollLeft += own.left + own.width / 2 - (box.left + box.width / 2)
})
