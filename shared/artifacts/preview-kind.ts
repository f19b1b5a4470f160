/** How an artifact is shown, decided by its name alone: the bytes are not trusted to say what they are. */
export const previewKinds = [
  'image',
  'markdown',
  'json',
  'table',
  'html',
  'text',
  'audio',
  'pdf',
  'array',
  'none',
] as const
export type PreviewKind = (typeof previewKinds)[number]

const kinds: readonly (readonly [PreviewKind, RegExp])[] = [
  ['image', /\.(?:png|jpe?g|gif|webp|bmp|avif|ico|svg)$/i],
  ['markdown', /\.(?:md|markdown)$/i],
  ['json', /\.(?:json|jsonl|ndjson|geojson|ipynb)$/i],
  ['table', /\.(?:csv|tsv)$/i],
  ['html', /\.html?$/i],
  ['audio', /\.(?:wav|mp3|m4a|aac|ogg|oga|flac)$/i],
  ['pdf', /\.pdf$/i],
  ['array', /\.npy$/i],
  [
    'text',
    /(?:^|\/)(?:MLmodel|README|LICENSE|Makefile|Dockerfile)$|\.(?:txt|log|ya?ml|toml|ini|cfg|conf|py|pyi|ipy|sh|r|jl|js|ts|css|sql|c|cc|cpp|h|hpp|m|mm|swift|metal|rs|go|java|rst|tex|xml|diff|patch|dvc|jinja|out|err|lock|gitignore|gitattributes)$/i,
  ],
]

export function previewKindOf(path: string): PreviewKind {
  return kinds.find(([, pattern]) => pattern.test(path))?.[0] ?? 'none'
}

const mediaTypes: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  bmp: 'image/bmp',
  avif: 'image/avif',
  ico: 'image/x-icon',
  // In an <img> an SVG runs no script and loads nothing.
  svg: 'image/svg+xml',
  wav: 'audio/wav',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  aac: 'audio/aac',
  ogg: 'audio/ogg',
  oga: 'audio/ogg',
  flac: 'audio/flac',
}

export function mediaTypeOf(path: string): string {
  return mediaTypes[path.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'application/octet-stream'
}
