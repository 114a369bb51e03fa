/* A photo of a board beside the fields for its words: larger, turned, moved about, without leaving the keyboard. */
const viewers = new WeakMap()
const LARGEST = 8
const STEP = 1.35
const FAR = 90
/* As long as a form may take to be drawn after its photo. */
const PATIENCE_MILLISECONDS = 3000

function createViewer(root) {
  const find = name => root.querySelector(`.${name}`)
  const parts = {
    frame: find("frame"), sheet: find("sheet"), photo: find("photo"), larger: find("larger"), smaller: find("smaller"),
    turn: find("turn"), whole: find("whole"), other: find("other"), note: find("note"),
  }
  const it = { parts, photos: [], item: "", at: 0, zoom: 1, turned: 0, labels: {}, focus: "" }

  const fit = () => {
    const { photo, frame, sheet } = parts
    if (!photo.naturalWidth || !frame.clientWidth) return
    const lying = it.turned % 2 === 1
    const [width, height] = lying
      ? [photo.naturalHeight, photo.naturalWidth] : [photo.naturalWidth, photo.naturalHeight]
    const scale = Math.min(frame.clientWidth / width, frame.clientHeight / height) * it.zoom
    const middle = {
      x: (frame.scrollLeft + frame.clientWidth / 2) / Math.max(sheet.offsetWidth, 1),
      y: (frame.scrollTop + frame.clientHeight / 2) / Math.max(sheet.offsetHeight, 1),
    }
    sheet.style.width = `${width * scale}px`
    sheet.style.height = `${height * scale}px`
    photo.style.width = `${photo.naturalWidth * scale}px`
    photo.style.transform = `translate(-50%, -50%) rotate(${it.turned * 90}deg)`
    frame.scrollLeft = middle.x * sheet.offsetWidth - frame.clientWidth / 2
    frame.scrollTop = middle.y * sheet.offsetHeight - frame.clientHeight / 2
    parts.smaller.disabled = parts.whole.disabled = it.zoom <= 1
    parts.larger.disabled = it.zoom >= LARGEST
  }
  const resize = factor => { it.zoom = Math.min(LARGEST, Math.max(1, it.zoom * factor)); fit() }
  const move = (x, y) => parts.frame.scrollBy(x * FAR, y * FAR)
  const show = () => {
    const photo = it.photos[it.at]
    it.zoom = 1
    it.turned = 0
    parts.note.textContent = ""
    parts.photo.alt = photo ? photo.alt : ""
    if (photo) parts.photo.src = `/photo/${photo.id}?typing=1`
    else parts.photo.removeAttribute("src")
    parts.other.hidden = it.photos.length < 2
    parts.other.textContent = `${it.labels.other} (${it.at + 1}/${it.photos.length})`
    fit()
  }
  const actions = {
    larger: () => resize(STEP),
    smaller: () => resize(1 / STEP),
    turn: () => { it.turned = (it.turned + 1) % 4; fit() },
    whole: () => { it.zoom = 1; fit() },
    other: () => { it.at = (it.at + 1) % it.photos.length; show() },
  }
  for (const [name, act] of Object.entries(actions)) parts[name].onclick = act
  /* From within a field too: what Alt and these keys type is prevented. */
  const keys = {
    ArrowUp: actions.larger, ArrowDown: actions.smaller, KeyR: actions.turn, Digit0: actions.whole,
    KeyO: () => { if (it.photos.length > 1) actions.other() },
  }
  const moves = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }
  it.keyed = event => {
    if (!event.altKey || event.ctrlKey || event.metaKey || !parts.frame.isConnected) return
    const act = event.shiftKey ? moves[event.code] && (() => move(...moves[event.code])) : keys[event.code]
    if (!act) return
    event.preventDefault()
    event.stopPropagation()
    act()
  }
  document.addEventListener("keydown", it.keyed, true)

  let from = null
  parts.frame.onpointerdown = event => {
    if (event.pointerType !== "mouse" || event.button !== 0) return
    from = { x: event.clientX + parts.frame.scrollLeft, y: event.clientY + parts.frame.scrollTop }
    parts.frame.setPointerCapture(event.pointerId)
  }
  parts.frame.onpointermove = event => {
    if (!from) return
    parts.frame.scrollLeft = from.x - event.clientX
    parts.frame.scrollTop = from.y - event.clientY
  }
  parts.frame.onpointerup = parts.frame.onpointercancel = () => { from = null }
  parts.frame.ondblclick = () => (it.zoom > 1 ? actions.whole() : resize(STEP * STEP * STEP))
  parts.photo.onload = fit
  parts.photo.onerror = () => { if (parts.photo.getAttribute("src")) parts.note.textContent = it.labels.gone }
  it.sized = new ResizeObserver(fit)
  it.sized.observe(parts.frame)
  it.show = show
  it.close = () => { document.removeEventListener("keydown", it.keyed, true); it.sized.disconnect() }
  return it
}

/* The first field of a new board has the focus, so that typing goes on without a hand on the mouse. */
function focusOn(selector) {
  const until = performance.now() + PATIENCE_MILLISECONDS
  const look = () => {
    const field = document.querySelector(selector)
    if (field) {
      field.focus({ preventScroll: true })
      field.setSelectionRange?.(field.value.length, field.value.length)
    } else if (performance.now() < until) setTimeout(look, 50)
  }
  look()
}

export default function ({ data, parentElement }) {
  const it = viewers.get(parentElement) || createViewer(parentElement)
  viewers.set(parentElement, it)
  it.labels = data.labels
  for (const name of ["larger", "smaller", "turn", "whole"]) {
    it.parts[name].textContent = data.labels[name]
    it.parts[name].setAttribute("aria-keyshortcuts", data.keys[name])
    it.parts[name].title = data.keys[name]
  }
  it.parts.other.title = data.keys.other
  it.parts.frame.setAttribute("aria-label", data.labels.frame)
  if (it.item !== data.item) {
    it.item = data.item
    it.photos = data.photos
    it.at = 0
    it.show()
    focusOn(data.focus)
  }
  return () => { it.close(); viewers.delete(parentElement) }
}
