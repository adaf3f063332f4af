// The composer's two sides: [data-side] links show the form of that name and put the caret into it. Without the script they are links.
document.addEventListener("click", event => {
  const tab = event.target.closest("[data-side]")
  if (!tab || event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  const composer = tab.closest(".composer")
  for (const other of composer.querySelectorAll("[data-side]")) {
    const chosen = other.dataset.side === tab.dataset.side
    if (chosen) other.setAttribute("aria-current", "true")
    else other.removeAttribute("aria-current")
    composer.querySelector(`form[data-side-form=${other.dataset.side}]`).hidden = !chosen
  }
  const field = composer.querySelector(`form[data-side-form=${tab.dataset.side}] textarea`)
  field.focus()
  field.setSelectionRange(field.value.length, field.value.length)
  composer.scrollIntoView({ block: "nearest" })
})

// A canned reply comes where the caret was when the choice was opened: [data-caret] says it with its request.
document.addEventListener("htmx:configRequest", event => {
  const choice = event.target.closest("[data-caret]")
  const field = choice?.closest("form")?.querySelector("textarea")
  if (field) event.detail.parameters.caret = field.selectionStart
})
