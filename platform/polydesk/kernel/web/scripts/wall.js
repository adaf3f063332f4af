// The wallboard asks again by itself: an element with data-wall. When it hears nothing any more it says so ([data-wall-lost]) and goes on asking.
const wall = document.querySelector("[data-wall]")
const lost = document.querySelector("[data-wall-lost]")
const patience = 75000
let heard = Date.now()

if (wall) begin()

function begin() {
  wall.addEventListener("htmx:afterRequest", event => { if (event.detail.successful) hear() })
  // Nobody stands before a screen to read a toast each time.
  for (const name of ["htmx:sendError", "htmx:timeout"]) wall.addEventListener(name, event => { event.stopPropagation(); miss() })
  wall.addEventListener("htmx:responseError", event => {
    event.stopPropagation()
    const { status } = event.detail.xhr
    // Whoever may not look any more is told why by the page itself.
    if ([401, 403, 404, 410].includes(status)) location.reload()
    else miss()
  })
  setInterval(() => { if (Date.now() - heard > patience) miss() }, 5000)
  addEventListener("offline", miss)
}

function hear() {
  heard = Date.now()
  lost.hidden = true
  document.body.classList.remove("wall-stale")
}

function miss() {
  lost.hidden = false
  document.body.classList.add("wall-stale")
}
