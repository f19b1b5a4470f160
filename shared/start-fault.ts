/** A start that failed for a reason that the user can do something about; the message is one sentence for the screen. */
export class StartFault extends Error {}
