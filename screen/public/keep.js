// Keeps the page of a screen and its last pictures, so that a reload without the network still shows them.
const SHELL = 'screen-page'
const PICTURES = 'screen-pictures'
const MOST_PICTURES = 60

self.addEventListener('install', function (event) {
  self.skipWaiting()
  event.waitUntil(
    caches.open(SHELL).then(function (cache) {
      return cache.addAll(['/screen', '/screen/screen.js', '/screen/screen.css'])
    }),
  )
})

self.addEventListener('activate', function (event) {
  event.waitUntil(self.clients.claim())
})

function pageFirstFromNetwork(request) {
  return fetch(request).then(
    function (answer) {
      if (!answer.ok) return answer
      const copy = answer.clone()
      return caches
        .open(SHELL)
        .then(function (cache) {
          return cache.put(new URL(request.url).pathname, copy)
        })
        .then(function () {
          return answer
        })
    },
    function () {
      return caches.match(new URL(request.url).pathname)
    },
  )
}

// A picture never changes: its address is made of it.
function pictureFirstFromHere(request) {
  return caches.open(PICTURES).then(function (cache) {
    return cache.match(request).then(function (kept) {
      if (kept) return kept
      return fetch(request).then(function (answer) {
        if (answer.ok) {
          cache.put(request, answer.clone()).then(function () {
            return cache.keys().then(function (keys) {
              keys.slice(0, Math.max(0, keys.length - MOST_PICTURES)).forEach(function (key) {
                cache.delete(key)
              })
            })
          })
        }
        return answer
      })
    })
  })
}

self.addEventListener('fetch', function (event) {
  const path = new URL(event.request.url).pathname
  if (event.request.method !== 'GET') return
  if (path === '/screen' || path === '/screen/screen.js' || path === '/screen/screen.css') {
    event.respondWith(pageFirstFromNetwork(event.request))
  } else if (path.indexOf('/api/v1/screen/frames/') === 0) {
    event.respondWith(pictureFirstFromHere(event.request))
  }
})

// An unpaired screen keeps nothing of what it showed.
self.addEventListener('message', function (event) {
  if (event.data === 'forget') event.waitUntil(caches.delete(PICTURES))
})
