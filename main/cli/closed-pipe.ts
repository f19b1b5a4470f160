interface Output {
  on(event: 'error', listen: (error: NodeJS.ErrnoException) => void): unknown
}

/** Who reads the output may have had enough, as `head` does: then there is nobody left to tell, and nothing went wrong. */
export function leaveWhenUnread(output: Output, leave: () => void): void {
  output.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error
    leave()
  })
}
