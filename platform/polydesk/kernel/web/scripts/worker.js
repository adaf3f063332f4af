// The service worker of the desk: shows what is pushed to this browser, and opens what it is about. It keeps no pages.
const path = "/desk/notices/browsers"

self.addEventListener("install", () => self.skipWaiting())
self.addEventListener("activate", event => event.waitUntil(self.clients.claim()))

self.addEventListener("push", event => {
  const { title, url, tag, lang, dir } = event.data.json()
  event.waitUntil(self.registration.showNotification(title, { tag, lang, dir, data: { url } }))
})

self.addEventListener("notificationclick", event => {
  event.notification.close()
  event.waitUntil(open(event.notification.data.url))
})

// The browser's service has given it another address.
self.addEventListener("pushsubscriptionchange", event => event.waitUntil(renew(event)))

async function open(url) {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true })
  const there = windows.find(one => new URL(one.url).pathname === new URL(url).pathname)
  return there ? there.focus() : self.clients.openWindow(url)
}

async function renew({ newSubscription, oldSubscription }) {
  const options = oldSubscription?.options
  const found = newSubscription ?? (options && await self.registration.pushManager.subscribe(options))
  if (!found) return
  const { endpoint, keys } = found.toJSON()
  await fetch(path, { method: "POST", body: new URLSearchParams({ endpoint, ...keys }) })
}
