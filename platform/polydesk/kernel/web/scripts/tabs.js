// Where tabs do not all fit, the chosen one is brought into view; again when a phone is turned.
import { each } from "./each.js"

each(".tabs .tab[aria-current]", tab => new ResizeObserver(() => center(tab)).observe(tab.parentElement))

function center(tab) {
  const frame = tab.parentElement.getBoundingClientRect()
  const own = tab.getBoundingClientRect()
  tab.parentElement.scrollLeft += own.left + own.width / 2 - (frame.left + frame.width / 2)
}
