// Keeps "3 minutes ago" true: <time datetime="…" data-ago>.
const steps = [["second", 60], ["minute", 60], ["hour", 24], ["day", 30], ["month", 12], ["year", Infinity]]

function refresh() {
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" })
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const at = Date.parse(time.dateTime)
    if (!Number.isNaN(at)) time.textContent = ago(words, (at - Date.now()) / 1000)
  }
}

function ago(words, amount) {
  for (const [unit, size] of steps) {
    if (Math.abs(amount) < size) return words.format(Math.round(amount), unit)
    amount /= size
  }
}

setInterval(refresh, 30000)
