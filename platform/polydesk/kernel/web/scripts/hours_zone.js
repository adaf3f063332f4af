// Hours in the reader's own zone: the page that everybody shares is in the zone of the team, so this part is asked for again.
import { each } from "./each.js"

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone

const asked = new Set() // a zone that the server does not know is not asked for for ever

each("[data-hours-zone]", element => {
  const address = element.dataset.zoneUrl ?? location.pathname
  if (!zone || zone === element.dataset.hoursZone || asked.has(address)) return
  asked.add(address)
  window.htmx.ajax("GET", `${address}?zone=${encodeURIComponent(zone)}`, { target: element, swap: "outerHTML" })
})

// A form that is sent tells the zone as well, so that what we promise is in the customer's time.
each("input[data-zone]", input => { input.value = zone ?? "" })
