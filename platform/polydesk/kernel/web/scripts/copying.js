// Buttons that copy: data-copy="#field" or data-copy-text="…". data-say is what is told afterwards.
import { toast } from "./toasts.js"

document.addEventListener("click", async event => {
  const button = event.target.closest("[data-copy], [data-copy-text]")
  if (!button) return
  const source = button.dataset.copy && document.querySelector(button.dataset.copy)
  const text = button.dataset.copyText ?? source?.value ?? source?.textContent ?? ""
  try {
    await navigator.clipboard.writeText(text.trim())
    toast(button.dataset.say, "success")
  } catch {
    button.parentElement.querySelector("input")?.select()
  }
})
