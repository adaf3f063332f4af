// textarea[data-pictures="/upload"]: a picture that is pasted or dropped goes up at once and is written in at the caret;
// what is chosen in an input[data-pictures-of="its id"], at the end, in one with [data-pictures-at], at the caret, too.
import { toast } from "./toasts.js"

for (const name of ["paste", "drop", "dragover"]) {
  document.addEventListener(name, event => {
    const area = event.target.closest?.("textarea[data-pictures]")
    if (!area) return
    const files = [...(event.clipboardData || event.dataTransfer)?.files || []].filter(file => file.type.startsWith("image/"))
    if (name === "dragover" ? event.dataTransfer?.types.includes("Files") : files.length) event.preventDefault()
    if (name !== "dragover") files.forEach(file => upload(area, file))
  })
}

document.addEventListener("change", event => {
  const { picturesOf, picturesAt } = event.target.dataset ?? {}
  const area = document.getElementById(picturesOf ?? picturesAt)
  if (!area) return
  for (const file of [...event.target.files]) {
    if (picturesOf) goToTheEnd(area)
    upload(area, file)
  }
  event.target.value = ""
})

function goToTheEnd(area) {
  area.setSelectionRange(area.value.length, area.value.length)
  if (area.value.trim()) write(area, area.value.endsWith("\n") ? "\n" : "\n\n", area.value.length, area.value.length)
}

async function upload(area, file) {
  const waiting = `![${area.dataset.sayWait}]()`
  write(area, `${waiting}\n`, area.selectionStart, area.selectionEnd)
  const body = new FormData()
  body.append("file", file, file.name)
  const answer = await fetch(area.dataset.pictures, { method: "POST", body, headers: { Accept: "application/json" } })
    .then(async response => ({ ok: response.ok, ...await response.json() }))
    .catch(() => ({ ok: false }))
  const start = area.value.indexOf(waiting)
  if (start >= 0) write(area, answer.ok ? answer.markdown : "", start, start + waiting.length)
  if (!answer.ok) toast(answer.detail || area.dataset.sayFailed, "danger")
}

// setRangeText leaves the undo list of the browser alone and tells nobody, so the event is ours to send.
function write(area, text, start, end) {
  area.setRangeText(text, start, end, "end")
  area.dispatchEvent(new Event("input", { bubbles: true }))
}
