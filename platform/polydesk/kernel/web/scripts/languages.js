// Whoever chooses a language is remembered: addresses without one (the first page, a mail's link) speak it next time.
document.addEventListener("click", event => {
  const link = event.target.closest?.(".menu a[hreflang]")
  if (!link) return
  const secure = location.protocol === "https:" ? "; secure" : ""
  document.cookie = `language=${link.hreflang}; path=/; max-age=31536000; samesite=lax${secure}`
})
