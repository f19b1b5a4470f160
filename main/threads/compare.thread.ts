import { parentPort, workerData } from 'node:worker_threads'
import { compareTables, type TablePaths } from '../sources/table/compare-tables'

/** One comparison, then its end: parsing a table of 200 MB takes seconds in one piece. */
parentPort?.postMessage(await compareTables(workerData as TablePaths))
