/** Tells work that takes a while whether its outcome is still wanted: only the newest is, until that is called off too. */
export interface LatestTurn {
  /** Begins a turn, which ends the one before; the answer says whether it is still the newest. */
  begin(): () => boolean
  end(): void
}

export function createLatestTurn(): LatestTurn {
  let newest = 0
  return {
    begin() {
      const mine = ++newest
      return () => mine === newest
    },
    end() {
      newest++
    },
  }
}
