import { computed, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { mostArtifactBytes, type ArtifactRef } from '../../shared/model/artifact'
import type { AppError } from '../../shared/result'
import { useClient } from '../bridge/client'

export interface ArtifactBytes {
  readonly bytes: ShallowRef<Uint8Array<ArrayBuffer> | null>
  /** Size of the whole file; null where the store does not say. */
  readonly totalBytes: Ref<number | null>
  /** Everything there is has been read. */
  readonly isWhole: ComputedRef<boolean>
  readonly isPending: Ref<boolean>
  readonly error: ShallowRef<AppError | null>
  /** Reads that much more. */
  more(byteCount: number): Promise<void>
}

/**
 * The beginning of one artifact, read in pieces of at most 4 MB until `wantedBytes` are here. Another path begins anew; a
 * late answer to the older one is dropped.
 */
export function useArtifactBytes(
  ref_: ArtifactRef,
  path: () => string,
  wantedBytes: () => number,
): ArtifactBytes {
  const client = useClient()
  const bytes = shallowRef<Uint8Array<ArrayBuffer> | null>(null)
  const totalBytes = ref<number | null>(null)
  const isAtEnd = ref(false)
  const isPending = ref(false)
  const error = shallowRef<AppError | null>(null)
  let latest = 0

  async function readUpTo(wanted: number): Promise<void> {
    const ticket = (latest += 1)
    const asked = path()
    isPending.value = true
    error.value = null
    const pieces: Uint8Array[] = bytes.value === null ? [] : [bytes.value]
    let have = bytes.value?.length ?? 0
    while (have < wanted && !isAtEnd.value) {
      const length = Math.min(mostArtifactBytes, wanted - have)
      const answer = await client.call('artifacts.read', { ...ref_, path: asked, from: have, length })
      if (ticket !== latest) return
      if (!answer.ok) {
        error.value = answer.error
        break
      }
      totalBytes.value = answer.value.totalBytes
      pieces.push(answer.value.bytes)
      have += answer.value.bytes.length
      const { totalBytes: total } = answer.value
      if (answer.value.bytes.length === 0 || (total !== null && have >= total)) isAtEnd.value = true
    }
    isPending.value = false
    if (error.value === null || have > 0) bytes.value = joined(pieces, have)
  }

  watch(
    path,
    () => {
      bytes.value = null
      totalBytes.value = null
      isAtEnd.value = false
      void readUpTo(wantedBytes())
    },
    { immediate: true },
  )

  return {
    bytes,
    totalBytes,
    isPending,
    error,
    isWhole: computed(() => isAtEnd.value),
    more: (byteCount) => readUpTo((bytes.value?.length ?? 0) + byteCount),
  }
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
