// Runs a function once for each element that matches, now and in whatever htmx brings later.
export function each(selector, act) {
  const seen = new WeakSet()
  const once = element => {
    if (seen.has(element)) return
    seen.add(element)
    act(element)
  }
  const visit = root => {
    if (root.matches?.(selector)) once(root)
    root.querySelectorAll?.(selector).forEach(once)
  }
  visit(document)
  document.addEventListener("htmx:load", event => visit(event.detail.elt))
}
