// Short messages in the corner: elements with data-toast, and the HX-Trigger header {"toast": {"text", "kind"}}.
import { each } from "./each.js"

const region = document.getElementById("toasts")
const stay = { danger: 12000 }

export function toast(text, kind = "info") {
  if (!text || !region) return
  const note = document.createElement("p")
  note.className = `toast-note toast-${["success", "danger", "warning"].includes(kind) ? kind : "info"}`
  note.setAttribute("role", kind === "danger" ? "alert" : "status")
  note.textContent = text
  show(note, kind)
  region.append(note)
}

function show(note, kind) {
  let timer = setTimeout(() => note.remove(), stay[kind] ?? 6000)
  note.addEventListener("click", () => note.remove())
  note.addEventListener("mouseenter", () => clearTimeout(timer))
  note.addEventListener("mouseleave", () => { timer = setTimeout(() => note.remove(), 2000) })
}

each("[data-toast]", element => {
  if (element.closest(".failure")) return
  if (region?.contains(element)) show(element, element.dataset.toast)
  else toast(element.querySelector("h1, h2")?.textContent ?? element.textContent.trim(), element.dataset.toast)
})

document.addEventListener("toast", event => toast(event.detail.text ?? event.detail.value, event.detail.kind))
