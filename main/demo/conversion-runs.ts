import type { PlannedArtifact, PlannedModel, PlannedRun } from './planned-store'
import type { Random } from './random'

const hub = 'stabilityai/stable-diffusion-2-1-base'

export interface ConversionSpec {
  readonly computeUnits: 'ALL' | 'CPU_AND_NE' | 'CPU_AND_GPU'
  readonly precision: 'float16' | 'float32'
  readonly quantization: string
  readonly sizeMb: number
  readonly speedup: number
}

/** The U-Net of Stable Diffusion 2.1 as Core ML model; the same bits run at another speed on other units. */
export const conversions: readonly ConversionSpec[] = [
  { computeUnits: 'CPU_AND_GPU', precision: 'float32', quantization: 'None', sizeMb: 3464, speedup: 0.94 },
  { computeUnits: 'CPU_AND_GPU', precision: 'float16', quantization: 'None', sizeMb: 1733, speedup: 1.31 },
  { computeUnits: 'CPU_AND_NE', precision: 'float16', quantization: 'None', sizeMb: 1733, speedup: 1.78 },
  { computeUnits: 'ALL', precision: 'float16', quantization: 'None', sizeMb: 1733, speedup: 1.86 },
  { computeUnits: 'CPU_AND_NE', precision: 'float16', quantization: '8bit', sizeMb: 868, speedup: 1.92 },
  { computeUnits: 'CPU_AND_NE', precision: 'float16', quantization: '6bit', sizeMb: 652, speedup: 2.05 },
]

export function planConversion(spec: ConversionSpec, startTime: number, random: Random): PlannedRun {
  const conversionSeconds = random.between(240, 420)
  const endTime = startTime + Math.round(conversionSeconds * 1000) + 45_000
  const pytorchSeconds = 9.6 * random.between(0.98, 1.02)
  const values: [string, number][] = [
    ['conversion_time_s', conversionSeconds],
    ['model_size_mb', spec.sizeMb],
    ['ane_compatible', spec.computeUnits === 'CPU_AND_GPU' ? 0 : 1],
    ['pytorch_inference_time_s', pytorchSeconds],
    ['coreml_inference_time_s', pytorchSeconds / spec.speedup],
    ['coreml_speedup', spec.speedup],
    ['pytorch_memory_mb', 6920],
    ['coreml_memory_mb', spec.sizeMb * 1.3 + 420],
  ]
  const units = spec.computeUnits.toLowerCase().replaceAll('_', '-')
  return {
    runId: random.hex(32),
    name: `unet-${units}-${spec.quantization === 'None' ? spec.precision : spec.quantization}`,
    status: 'FINISHED',
    startTime,
    endTime,
    parentRunId: null,
    description: `U-Net for compute units ${spec.computeUnits}.`,
    params: [
      ['model_name', hub],
      ['optimize_for_apple_silicon', 'True'],
      ['compute_units', spec.computeUnits],
      ['precision', spec.precision],
      ['quantization', spec.quantization],
      ['use_ane', spec.computeUnits === 'CPU_AND_GPU' ? 'False' : 'True'],
    ],
    tags: [
      ['task', 'coreml_conversion'],
      ['framework', 'coreml'],
    ],
    points: values.map(([key, value], index) => ({
      key,
      value: Number(value.toFixed(3)),
      step: 0,
      timestamp: endTime - 2000 + index,
    })),
    dataset: null,
    artifacts: convertedPackage(random),
  }
}

/** A Core ML package is a folder: a real manifest, and a specification that says its version and has no layers. */
function convertedPackage(random: Random): PlannedArtifact[] {
  const folder = 'coreml_models/unet.mlpackage'
  const identifier = () => [8, 4, 4, 4, 12].map((length) => random.hex(length).toUpperCase()).join('-')
  const [model, weights] = [identifier(), identifier()]
  const item = (name: string, path: string, description: string) => ({
    author: 'com.apple.CoreML',
    description,
    name,
    path: `com.apple.CoreML/${path}`,
  })
  const manifest = {
    fileFormatVersion: '1.0.0',
    itemInfoEntries: Object.fromEntries([
      [model, item('model.mlmodel', 'model.mlmodel', 'CoreML Model Specification')],
      [weights, item('weights', 'weights', 'CoreML Model Weights')],
    ]),
    rootModelIdentifier: model,
  }
  const weightBytes = Uint8Array.from({ length: 2048 }, () => random.integer(0, 255))
  return [
    { path: `${folder}/Manifest.json`, content: `${JSON.stringify(manifest, null, 4)}\n` },
    // Protocol buffer field 1, varint 7: `specificationVersion` of CoreML.Specification.Model.
    { path: `${folder}/Data/com.apple.CoreML/model.mlmodel`, content: Uint8Array.of(0x08, 0x07) },
    { path: `${folder}/Data/com.apple.CoreML/weights/weight.bin`, content: weightBytes },
  ]
}

export function convertedUnet(runs: readonly PlannedRun[]): PlannedModel {
  return {
    name: 'sd-2.1-unet-coreml',
    description: 'U-Net of Stable Diffusion 2.1, converted to Core ML.',
    tags: [
      ['project', 'coreml-stable-diffusion-style-transfer'],
      ['framework', 'coreml'],
    ],
    aliases: [['champion', runs.length - 1]],
    versions: runs.map((run) => ({
      run,
      artifactPath: 'coreml_models',
      description: run.description,
      tags: [['validated', run.name.includes('6bit') ? 'no' : 'yes']],
    })),
  }
}
