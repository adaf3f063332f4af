// <figure data-chart="line"><table>…</table></figure>: draws the table. First column labels, each further one a series.
import { ArcElement, BarController, BarElement, CategoryScale, Chart, DoughnutController, Filler, Legend, LineController, LineElement, LinearScale, PointElement, Tooltip } from "chart.js"
import { each } from "./each.js"

Chart.register(ArcElement, BarController, BarElement, CategoryScale, DoughnutController, Filler, Legend, LineController, LineElement, LinearScale, PointElement, Tooltip)

const colours = ["#2f5bea", "#12a594", "#f59f00", "#d6336c", "#7048e8", "#0c8599"]

each("figure[data-chart]", figure => {
  const table = figure.querySelector("table")
  const rows = [...table.tBodies[0].rows].map(row => [...row.cells])
  const heads = [...table.tHead.rows[0].cells].map(cell => cell.textContent.trim())
  const frame = Object.assign(document.createElement("div"), { className: "chart-frame" })
  const canvas = document.createElement("canvas")
  canvas.setAttribute("aria-hidden", "true")
  frame.append(canvas)
  figure.prepend(frame)
  table.classList.add("visually-hidden")
  new Chart(canvas, settings(figure.dataset.chart, heads, rows))
})

function settings(type, heads, rows) {
  const ring = type === "doughnut"
  const ink = getComputedStyle(document.body).color
  // Time runs the way people read.
  const rtl = document.dir === "rtl"
  Chart.defaults.color = ink
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily
  return {
    type,
    data: {
      labels: rows.map(cells => cells[0].textContent.trim()),
      datasets: heads.slice(1).map((label, index) => ({
        label,
        data: rows.map(cells => number(cells[index + 1])),
        backgroundColor: ring ? colours : colours[index % colours.length],
        borderColor: ring ? "transparent" : colours[index % colours.length],
        borderWidth: ring ? 0 : 2,
        borderRadius: type === "bar" ? 4 : 0,
        tension: 0.3,
      })),
    },
    options: {
      maintainAspectRatio: false,
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? false : { duration: 300 },
      plugins: { legend: { display: ring || heads.length > 2, position: "bottom", rtl }, tooltip: { rtl } },
      scales: ring ? {} : { y: { beginAtZero: true, position: rtl ? "right" : "left", ticks: { precision: 0 } }, x: { reverse: rtl, grid: { display: false }, ticks: { align: "inner" } } },
    },
  }
}

// A function, since figures that are there already are drawn before this line is reached.
function number(cell) {
  return Number(cell?.dataset.value ?? cell?.textContent) || 0
}
