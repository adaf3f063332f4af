// Light, dark or the system's, at once; the server reads the cookie for the next page.
const form = "[data-theme-switch]"

document.addEventListener("submit", event => {
  const theme = event.submitter?.value
  if (!event.target.matches(form) || !theme) return
  event.preventDefault()
  document.documentElement.dataset.bsTheme = theme
  document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax`
  for (const choice of document.querySelectorAll(`${form} button`)) choice.setAttribute("aria-pressed", choice.value === theme)
}, true)
