// Hours in the reader's own zone: the page that everybody shares is in the zone of the team, so this part is asked for again.
import { each } from "./each.js"

each("[data-hours-zone]", element => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  if (!zone || zone === element.dataset.hoursZone) return
  window.htmx.ajax("GET", `${location.pathname}?zone=${encodeURIComponent(zone)}`, { target: element, swap: "outerHTML" })
})
