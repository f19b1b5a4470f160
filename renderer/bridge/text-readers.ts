import type { AppContract } from '../../shared/contract'
import { readRunPage } from '../../shared/model/run-page-text'
import type { TextReaders } from '../../shared/rpc'

/** Of every call that the contract says answers as text. */
export const textReaders: TextReaders<AppContract> = { 'runs.list': readRunPage }
