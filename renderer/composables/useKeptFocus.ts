import { onBeforeUnmount, onMounted } from 'vue'

const focusable =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex="0"]'

/**
 * The focus never falls out of the page: where what has it is taken away, a row that is gone or a button that became
 * another, what stands in its place takes it over. Else keys would go nowhere, and Tab would begin at the top.
 */
export function useKeptFocus(): void {
  let held: Element | null = null
  const observer = new MutationObserver((records) => {
    if (held === null || held.isConnected || document.activeElement !== document.body) return
    const record = records.find(({ removedNodes }) => [...removedNodes].some((node) => node.contains(held)))
    if (record) successorOf(record)?.focus()
  })

  // Only what holds it can take it away: a list that scrolls beside it costs nothing.
  function onFocusIn({ target }: FocusEvent): void {
    observer.disconnect()
    held = target instanceof Element ? target : null
    for (let node = held?.parentElement ?? null; node !== null; node = node.parentElement)
      observer.observe(node, { childList: true })
  }

  onMounted(() => document.addEventListener('focusin', onFocusIn))
  onBeforeUnmount(() => {
    document.removeEventListener('focusin', onFocusIn)
    observer.disconnect()
  })
}

/** What is next in the same place, then what is before it, then what holds the place. */
function successorOf({ target, previousSibling }: MutationRecord): HTMLElement | null {
  let before = previousSibling?.isConnected === true ? previousSibling : null
  for (let place: Node | null = target; place instanceof Element; place = place.parentElement) {
    if (place.isConnected) {
      // The whole page was another: its own beginning, not the first of its buttons.
      if (place instanceof HTMLElement && place.hasAttribute('tabindex')) return place
      const after = before === null ? place.firstElementChild : nextElement(before)
      const found = firstFrom(after) ?? lastUpTo(before)
      if (found) return found
    }
    before = place
  }
  return null
}

function nextElement(node: Node): Element | null {
  let next = node.nextSibling
  while (next !== null && !(next instanceof Element)) next = next.nextSibling
  return next
}

function firstFrom(start: Element | null): HTMLElement | null {
  for (let element = start; element !== null; element = element.nextElementSibling) {
    const found = within(element)[0]
    if (found) return found
  }
  return null
}

function lastUpTo(end: Node | null): HTMLElement | null {
  for (let node = end; node !== null; node = node.previousSibling) {
    const found = node instanceof Element ? within(node).at(-1) : undefined
    if (found) return found
  }
  return null
}

function within(element: Element): readonly HTMLElement[] {
  const all = [element, ...element.querySelectorAll(focusable)]
  return all.filter(
    (one): one is HTMLElement =>
      one instanceof HTMLElement && one.matches(focusable) && one.closest('[inert]') === null,
  )
}
