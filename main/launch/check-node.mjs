/**
 * Must be the FIRST import of every entry: modules run in the order of their imports, so that an old Node says
 * one sentence instead of crashing (better-sqlite3 13 is built for Node-API 10 and ends an older Node with
 * SIGSEGV, without any message). Keep this file and the static imports beside it readable for Node 16.
 */
const oldest = [22, 14]
const [major, minor] = process.versions.node.split('.').map(Number)

if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
  process.stderr.write(
    `Sextant needs Node ${oldest.join('.')} or newer and this is Node ${process.versions.node}: ` +
      'start it with `npm start` (on Linux x64 that brings its own Node after `npm ci`) or install a current Node.\n',
  )
  process.exit(1)
}
