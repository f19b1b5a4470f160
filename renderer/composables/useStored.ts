import { ref, watch, type Ref } from 'vue'

/** A view's own small choice, kept by the window between starts. Anything unreadable is the standard value. */
export function useStored<T>(key: string, standard: T, isValid: (value: unknown) => value is T): Ref<T> {
  const value = ref(read(key, standard, isValid)) as Ref<T>
  watch(value, (next) => write(key, next), { deep: true })
  return value
}

function read<T>(key: string, standard: T, isValid: (value: unknown) => value is T): T {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? 'null')
    return isValid(stored) ? stored : standard
  } catch {
    return standard
  }
}

function write(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value))
  } catch {
    // Storage that is full or switched off costs the memory of a choice, not the choice.
  }
}
