/* The hall: one photo and its words at a time, moving on by itself; arrows, space and Esc steer it. */
const stages = new WeakMap()

function createStage(root) {
  const find = name => root.querySelector(`.${name}`)
  const parts = {
    open: find("open"), stage: find("stage"), photo: find("photo"), words: find("words"), who: find("who"),
    place: find("place"), pause: find("pause"), close: find("close"), hint: find("hint"), note: find("note"),
  }
  const it = { parts, slides: [], labels: {}, seconds: 8, at: 0, paused: false, timer: 0, shown: false }

  const rest = () => { clearTimeout(it.timer); it.timer = 0 }
  const wait = () => {
    rest()
    if (it.shown && !it.paused && it.slides.length > 1) it.timer = setTimeout(() => move(1), it.seconds * 1000)
  }
  const fit = () => {
    /* Long words get smaller letters, never unreadable ones. */
    for (let size = 3.6; size >= 1.2; size -= 0.2) {
      parts.words.style.fontSize = `${size}rem`
      if (parts.words.scrollHeight <= parts.words.clientHeight + 2) break
    }
  }
  const draw = () => {
    if (!it.slides.length) return leave()
    it.at = (it.at + it.slides.length) % it.slides.length
    const slide = it.slides[it.at]
    parts.stage.classList.toggle("wordless", !slide.words.length)
    parts.photo.alt = slide.alt
    parts.photo.src = `/photo/${slide.photo}?for=hall`
    parts.words.replaceChildren(...slide.words.map(text => {
      const line = document.createElement("p")
      line.textContent = text
      return line
    }))
    parts.who.textContent = slide.who
    parts.place.textContent = `${it.at + 1} / ${it.slides.length}`
    parts.pause.textContent = it.paused ? it.labels.paused : ""
    parts.stage.classList.remove("entering")
    void parts.stage.offsetWidth
    parts.stage.classList.add("entering")
    fit()
    wait()
  }
  const move = steps => { it.at += steps; draw() }
  const enter = () => {
    it.shown = true
    it.paused = false
    parts.stage.hidden = false
    parts.stage.focus()
    it.told = null
    it.tell()
    if (parts.stage.requestFullscreen) parts.stage.requestFullscreen().catch(() => {})
    draw()
  }
  const leave = () => {
    if (!it.shown) return
    it.shown = false
    rest()
    parts.stage.hidden = true
    parts.photo.removeAttribute("src")
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {})
    parts.open.focus()
  }
  const keys = {
    ArrowRight: () => move(1), ArrowLeft: () => move(-1), PageDown: () => move(1), PageUp: () => move(-1),
    " ": () => { it.paused = !it.paused; draw() }, Escape: leave,
  }
  /* A photo that was withdrawn since is not served any more: on to the next. */
  parts.photo.onerror = () => {
    if (!it.shown || !parts.photo.getAttribute("src")) return
    it.slides = it.slides.filter((_, place) => place !== it.at)
    draw()
  }
  parts.stage.onkeydown = event => {
    event.stopPropagation()
    if (keys[event.key]) { event.preventDefault(); keys[event.key]() }
  }
  parts.stage.onclick = event => move(event.clientX < parts.stage.clientWidth / 3 ? -1 : 1)
  parts.open.onclick = enter
  /* A finger has no Esc. */
  parts.close.onclick = event => { event.stopPropagation(); leave() }
  it.whenFullscreenEnds = () => { if (!document.fullscreenElement && it.shown) leave() }
  document.addEventListener("fullscreenchange", it.whenFullscreenEnds)
  it.fit = () => { if (it.shown) fit() }
  window.addEventListener("resize", it.fit)
  it.draw = draw
  it.close = () => {
    rest()
    document.removeEventListener("fullscreenchange", it.whenFullscreenEnds)
    window.removeEventListener("resize", it.fit)
  }
  return it
}

export default function ({ data, parentElement, setTriggerValue }) {
  const it = stages.get(parentElement) || createStage(parentElement)
  stages.set(parentElement, it)
  const before = it.slides[it.at]
  it.slides = data.slides
  /* What is on show is written down once; what joined it meanwhile as well. */
  it.tell = () => {
    const shown = it.slides.map(slide => JSON.stringify([slide.photo, slide.words]))
    if (shown.every(slide => it.told?.has(slide))) return
    it.told = new Set(shown)
    setTriggerValue("started", String(shown.length))
  }
  it.labels = data.labels
  it.seconds = data.seconds
  it.parts.open.textContent = data.labels.open
  it.parts.hint.textContent = data.labels.hint
  it.parts.note.textContent = data.labels.note
  it.parts.close.textContent = data.labels.close
  it.parts.stage.setAttribute("aria-label", data.labels.open)
  if (it.shown) {
    it.tell()
    /* What was withdrawn meanwhile is gone from the list; whoever is on show and still allowed stays. */
    const still = before ? it.slides.findIndex(slide => slide.photo === before.photo) : -1
    if (still >= 0 && JSON.stringify(it.slides[still]) === JSON.stringify(before)) it.at = still
    else { it.at = Math.max(still, 0); it.draw() }
  }
  return () => { it.close(); stages.delete(parentElement) }
}
