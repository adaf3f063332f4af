// One stream for all tabs of an agent: an element with data-live="/desk/stream". The tab that holds the lock listens and tells the others.
// Each word becomes an event on the body: "live-tickets", "live-<id>", "live-all" after a gap; regions say hx-trigger="live-tickets from:body".
import { isLeaving } from "./requests.js"

const url = document.querySelector("[data-live]")?.dataset.live
const gather = 250
const waiting = new Set()
let timer

if (url) begin()

function begin() {
  const channel = new BroadcastChannel(`live:${url}`)
  channel.addEventListener("message", event => heard(event.data))
  const tell = words => { channel.postMessage(words); heard(words) }
  const hold = () => new Promise(done => listen(tell, done))
  if (navigator.locks) navigator.locks.request(`live:${url}`, hold)
  else hold()
}

// After a lost connection the browser comes again by itself; the server's first word then makes every region look afresh.
function listen(tell, done) {
  const source = new EventSource(url)
  source.addEventListener("changed", event => tell(event.data.split(" ")))
  source.addEventListener("end", () => { source.close(); done(); tell(["end"]) })
  source.addEventListener("error", () => {
    if (source.readyState !== EventSource.CLOSED) return
    setTimeout(() => listen(tell, done), 15000)
  })
  addEventListener("pagehide", () => { source.close(); done() })
}

// The page itself says why nobody is here any more; whoever has signed in again meanwhile stays on it.
document.body.addEventListener("live-end", async () => {
  const answer = await fetch(url, { method: "HEAD", redirect: "manual" }).catch(() => null)
  if (answer && !answer.ok && !isLeaving()) location.reload()
})

// What comes in a burst is told once, so that a busy desk does not ask for each word.
function heard(words) {
  for (const word of words) waiting.add(word)
  timer ??= setTimeout(() => {
    timer = undefined
    const names = [...waiting]
    waiting.clear()
    for (const name of names) document.body.dispatchEvent(new CustomEvent(`live-${name}`))
  }, gather)
}

addEventListener("pageshow", event => { if (event.persisted && url) location.reload() })
