// A form with data-live-preview="frame": the frame of that name shows what the form says, a breath after the last key.
// With data-preview-home="en" it is told what is written, in that language and in the one that is looked at alone.
import { each } from "./each.js"

const PAUSE = 350

each("form[data-live-preview]", form => {
  const frame = document.getElementById(form.dataset.livePreview)
  const pictures = new Map()
  let waiting

  form.addEventListener("input", () => {
    clearTimeout(waiting)
    waiting = setTimeout(() => frame.contentWindow.location.replace(address()), PAUSE)
  })
  form.addEventListener("change", event => {
    const kind = event.target.dataset.previewPicture
    if (!kind) return
    URL.revokeObjectURL(pictures.get(kind))
    const [file] = event.target.files
    if (file) pictures.set(kind, URL.createObjectURL(file))
    else pictures.delete(kind)
    frame.contentWindow.location.replace(address())
  })
  frame.addEventListener("load", showPictures)

  function address() {
    const words = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && isShown(name, value))
    return `${frame.dataset.address}?${new URLSearchParams(words)}`
  }

  function isShown(name, value) {
    const home = form.dataset.previewHome
    if (!home) return true
    const language = form.elements[name]?.lang
    return value && (!language || language === home || language === form.elements.preview_language.value)
  }

  // Pictures that are chosen but not sent yet never leave this browser: the frame borrows them.
  function showPictures() {
    const page = frame.contentDocument
    const brand = page?.querySelector("[data-picture-name]")
    if (!brand || !pictures.size) return
    const light = pictures.get("logo")
    if (light && !brand.querySelector("[data-picture]")) brand.replaceChildren(picture(page, "logo", "logo-light"), picture(page, "logo_dark", "logo-dark"))
    for (const image of brand.querySelectorAll("[data-picture]")) {
      const chosen = pictures.get(image.dataset.picture) ?? (image.dataset.picture === "logo_dark" ? light : undefined)
      if (chosen) image.src = chosen
    }
  }

  function picture(page, kind, look) {
    const image = page.createElement("img")
    image.className = look
    image.dataset.picture = kind
    image.alt = ""
    return image
  }
})
