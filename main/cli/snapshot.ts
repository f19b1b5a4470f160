import { systemClock } from '../../shared/clock'
import { toJson } from '../../shared/json'
import { asksForHelp, parseSnapshotArguments, snapshotUsage } from './arguments'
import { leaveWhenUnread } from './closed-pipe'
import { collect } from './collect'
import { hardwareDocument } from './hardware-document'
import { sampleMachine } from './sample-machine'
import { snapshotDocument, unknownProject } from './snapshot-document'

/** `npm run -s snapshot`: one JSON object on standard output; exit code 2 and a sentence when nothing could be read. */
async function main(): Promise<number> {
  // npm changes into the package's folder; INIT_CWD is where the user stands.
  const args = process.argv.slice(2)
  if (asksForHelp(args)) {
    await write(`${snapshotUsage}\n`)
    return 0
  }
  const parsed = parseSnapshotArguments(args, process.env['INIT_CWD'] ?? process.cwd())
  if (!parsed.ok) return complain(parsed.error.message)
  const { places, project, history } = parsed.value
  const isVerbose = process.env['APP_LOG_LEVEL'] === 'debug'
  const log = (level: string, message: string) => {
    if (isVerbose) process.stderr.write(`${level}: ${message}\n`)
  }
  const [collected, machine] = await Promise.all([
    collect({ places, history, log }),
    sampleMachine({ env: process.env, watchMs: 300, log }),
  ])
  const wasRead = collected.sources.some((source) => source.lastGoodAt !== null)
  if (!wasRead) {
    const sentences = [...collected.unreadable, ...collected.sources].map((one) => one.message)
    return complain(
      sentences.length === 0
        ? `Nothing that Sextant can read was found in ${places.join(', ')}.`
        : sentences.join(' '),
    )
  }
  if (history !== null && collected.history === null) {
    return complain(`No source holds a run ${history.runId}.`)
  }
  const stranger = unknownProject(collected.summary, project)
  if (stranger !== null) process.stderr.write(`${stranger}\n`)
  await write(
    `${toJson({ ...snapshotDocument(collected, project, systemClock.now()), hardware: hardwareDocument(machine) }, 2)}\n`,
  )
  return 0
}

function complain(sentence: string): number {
  process.stderr.write(`${sentence.replace(/\s*\n\s*/g, ' ')}\n`)
  return 2
}

/** A pipe takes a large document in parts: leaving before the last one was taken would cut it off. */
function write(text: string): Promise<void> {
  return new Promise((resolve) => process.stdout.write(text, () => resolve()))
}

leaveWhenUnread(process.stdout, () => process.exit(0))
process.exitCode = await main()
