// A colour field: picker and text follow each other, and the preview takes the colour through the CSSOM.
document.addEventListener("input", event => {
  const field = event.target
  const text = field.dataset.colourFor ? document.getElementById(field.dataset.colourFor) : field
  if (field !== text) {
    text.value = field.value
    text.dispatchEvent(new Event("input", { bubbles: true }))
  } else if (text.dataset.preview !== undefined || text.closest(".colour-field")) {
    show(text)
  }
})

function show(text) {
  if (!/^#[0-9a-f]{6}$/i.test(text.value)) return
  const picker = text.parentElement.querySelector("[data-colour-for]")
  if (picker) picker.value = text.value
  for (const box of text.dataset.preview ? document.querySelectorAll(text.dataset.preview) : []) {
    box.style.setProperty("--brand", text.value)
    box.style.setProperty("--brand-fg", onColour(text.value))
    box.style.setProperty("--tblr-primary", text.value)
    box.style.setProperty("--tblr-primary-fg", onColour(text.value))
  }
}

// The same rule as kernel/colour.py: white where it can be read, else black.
function onColour(hex) {
  const [red, green, blue] = [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 4.5 ? "#ffffff" : "#000000"
}
