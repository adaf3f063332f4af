"""Boxes of a page: what is wider than the window, what is cut off, what lies over something else that can be pressed.

Measured, never compared as pictures: a font or a shade may change, a button under another one may not.
"""

from playwright.async_api import Page

MEASURE = """() => {
  const faults = []
  const style = e => getComputedStyle(e)
  const named = e => `${e.tagName.toLowerCase()}.${[...e.classList].join(".")} “${e.textContent.trim().replace(/\\s+/g, " ").slice(0, 30)}”`
  const above = function* (e) { for (let p = e.parentElement; p; p = p.parentElement) yield p }

  // What is left of a box after all that scrolls or clips around it; nothing where nothing can be seen.
  const seen = (e, box) => {
    let {left, right, top, bottom} = box
    for (const p of above(e)) {
      const {overflowX, clipPath} = style(p)
      if (clipPath !== "none") return null
      if (overflowX === "visible") continue
      const frame = p.getBoundingClientRect()
      left = Math.max(left, frame.left), right = Math.min(right, frame.right)
      top = Math.max(top, frame.top), bottom = Math.min(bottom, frame.bottom)
    }
    return right - left > 2 && bottom - top > 2 ? {left, right, top, bottom} : null
  }
  const isShown = e => e.checkVisibility({opacityProperty: true, visibilityProperty: true}) && style(e).clipPath === "none"
  const floats = e => [e, ...above(e)].some(p => ["fixed", "sticky"].includes(style(p).position))

  const root = document.documentElement
  if (root.scrollWidth > innerWidth) {
    const wide = [...document.querySelectorAll("body *")].filter(e => isShown(e) && [e.getBoundingClientRect()].some(
      box => seen(e, box) && (box.right > innerWidth + 1 || box.left < -1)))
    faults.push(`the page is ${root.scrollWidth - innerWidth} px too wide: ${wide.slice(-2).map(named)}`)
  }
  for (const e of document.querySelectorAll(".btn, .badge-soft, .tab, .nav-entry, .dropdown-item, summary, th, label"))
    if (isShown(e) && style(e).display !== "inline" && seen(e, e.getBoundingClientRect()) && e.scrollWidth > e.clientWidth + 1)
      faults.push(`${named(e)} is cut off: ${e.scrollWidth} px in ${e.clientWidth}`)

  for (const tab of document.querySelectorAll(".tabs [aria-current]")) {
    const box = seen(tab, tab.getBoundingClientRect())
    if (!box || box.right - box.left < Math.min(tab.offsetWidth, tab.parentElement.clientWidth) - 2)
      faults.push(`${named(tab)} is chosen and out of sight`)
  }

  const pressed = [...document.querySelectorAll("a[href], button:not([data-reveal]), input:not([type=hidden]), select, textarea, summary")]
    .filter(e => isShown(e) && !floats(e) && !e.closest(".trap"))
    .flatMap(e => [...e.getClientRects()].map(box => [e, seen(e, box)])).filter(([, box]) => box)
  pressed.forEach(([a, one], n) => {
    for (const [b, other] of pressed.slice(n + 1)) {
      const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left)
      const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top)
      if (wide > 2 && high > 2 && !a.contains(b) && !b.contains(a))
        faults.push(`${named(a)} and ${named(b)} overlap by ${wide | 0}×${high | 0}`)
    }
  })
  return faults
}"""


async def faults_of(page: Page, *, width: int, height: int) -> list[str]:
    """What is wrong with the page that is open now, in a window of this size."""
    await page.set_viewport_size({"width": width, "height": height})
    await page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return [f"{width} px: {fault}" for fault in await page.evaluate(MEASURE)]
