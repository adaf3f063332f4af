// [data-files]: drop, paste and remove files. With data-upload-url each goes up at once and leaves a hidden field with its id;
// without it they travel with the form. A form that is sent meanwhile waits for its files. The bare file input works alone.
import { each } from "./each.js"

each("[data-files]", zone => {
  const input = zone.querySelector("input[type=file]")
  const list = zone.querySelector(".file-list")
  const say = zone.dataset
  const hint = Object.assign(document.createElement("p"), { className: "dropzone-hint", textContent: say.sayDrop })
  let kept = []
  let sendAfterwards
  zone.prepend(hint)
  zone.classList.add("dropzone-live")

  input.addEventListener("change", () => take([...input.files]))
  input.form?.addEventListener("reset", () => setTimeout(() => hold([])))
  zone.addEventListener("dragover", event => { event.preventDefault(); zone.classList.add("dropzone-over") })
  zone.addEventListener("dragleave", () => zone.classList.remove("dropzone-over"))
  zone.addEventListener("drop", event => {
    event.preventDefault()
    zone.classList.remove("dropzone-over")
    take([...event.dataTransfer.files])
  })
  input.form?.addEventListener("paste", event => {
    const pasted = [...event.clipboardData.files]
    if (!pasted.length) return
    event.preventDefault()
    take(pasted)
  })
  input.form?.addEventListener("submit", event => {
    if (!zone.querySelector("[data-sending]")) return
    event.preventDefault()
    event.stopImmediatePropagation()
    sendAfterwards = { form: input.form, submitter: event.submitter }
    for (const note of zone.querySelectorAll("[data-sending] .file-note")) note.textContent = say.sayWait
  }, true)

  // Somebody has pressed the button already: now everything is here, unless a file could not be sent.
  function sendIfAwaited() {
    if (!sendAfterwards || zone.querySelector("[data-sending]")) return
    const { form, submitter } = sendAfterwards
    sendAfterwards = undefined
    if (!zone.querySelector(".file-failed")) form.requestSubmit(submitter)
  }

  function take(files) {
    if (say.uploadUrl) {
      input.value = ""
      files.forEach(upload)
    } else {
      hold([...kept, ...files.filter(file => !tooLarge(file))])
      list.append(...files.filter(tooLarge).map(failed))
    }
  }

  function hold(files) {
    kept = files
    const all = new DataTransfer()
    for (const file of kept) all.items.add(file)
    input.files = all.files
    list.replaceChildren(...kept.map(file => row(file, () => hold(kept.filter(other => other !== file))).element))
  }

  function upload(file) {
    if (tooLarge(file)) return list.append(failed(file))
    const request = new XMLHttpRequest()
    const { element, note, bar } = row(file, () => { element.remove(); request.abort(); sendIfAwaited() })
    element.dataset.sending = "yes"
    element.insertBefore(bar, element.lastElementChild)
    list.append(element)
    request.upload.addEventListener("progress", event => { if (event.lengthComputable) bar.value = event.loaded / event.total })
    request.addEventListener("loadend", () => {
      delete element.dataset.sending
      bar.remove()
      note.textContent = size(file.size)
      const answer = parse(request.responseText)
      if (request.status >= 200 && request.status < 300 && answer.id) element.append(hiddenId(answer.id))
      else fail(element, note, answer.detail || say.sayFailed)
      sendIfAwaited()
    })
    const body = new FormData()
    body.append("file", file, file.name)
    request.open("POST", say.uploadUrl)
    request.setRequestHeader("Accept", "application/json")
    request.send(body)
  }

  const tooLarge = file => say.maxBytes && file.size > Number(say.maxBytes)

  function failed(file) {
    const { element, note } = row(file, () => element.remove())
    fail(element, note, say.sayLarge)
    return element
  }

  function fail(element, note, text) {
    element.classList.add("file-failed")
    note.textContent = text
  }

  function hiddenId(id) {
    return Object.assign(document.createElement("input"), { type: "hidden", name: "file_ids", value: id })
  }

  function row(file, remove) {
    const element = document.createElement("li")
    const name = Object.assign(document.createElement("span"), { className: "file-name", textContent: file.name, dir: "auto" })
    const note = Object.assign(document.createElement("span"), { className: "file-note", textContent: size(file.size) })
    const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 })
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn-close" })
    button.setAttribute("aria-label", say.sayRemove.replace("%(name)s", file.name))
    button.addEventListener("click", remove)
    element.append(name, note, button)
    return { element, note, bar }
  }
})

function size(bytes) {
  const [unit, amount] = bytes < 1e6 ? ["kilobyte", bytes / 1e3] : ["megabyte", bytes / 1e6]
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, maximumFractionDigits: 1 }).format(amount)
}

function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
