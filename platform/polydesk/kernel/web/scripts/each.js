// Runs a function for what matches now and in whatever htmx brings later.
export function each(selector, act) {
  const visit = root => {
    if (root.matches?.(selector)) act(root)
    root.querySelectorAll?.(selector).forEach(act)
  }
  visit(document)
  document.addEventListener("htmx:load", event => visit(event.detail.elt))
}
