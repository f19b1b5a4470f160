// What people look at first, best first.
const preferred = [
  /(^|[/_.])(val|eval|valid|test)[/_.].*loss/,
  /loss/,
  /acc(uracy)?($|[/_.])/,
  /f1|auc|perplexity|ppl|bleu|rouge/,
  /reward|score/,
  /tokens?_per_s/,
]

// Measured by the machine, not by the training.
const machine = /^(system\/|apple_silicon_)/

/** Smaller comes first: losses, then qualities, then the rest, the machine's own values last. */
export function metricRank(key: string): number {
  if (machine.test(key)) return preferred.length + 1
  const at = preferred.findIndex((pattern) => pattern.test(key))
  return at < 0 ? preferred.length : at
}
