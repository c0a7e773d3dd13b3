// Uploads a file by tus-js-client through a proxy that cuts every connection after so many bytes, and kills the server once
// when half of the file is there. Prints one line of JSON.
// usage: node upload.mjs FILE REPOSITORY FILE-WITH-THE-SERVERS-ADDRESS CUT-AFTER-BYTES PID
import * as tus from 'tus-js-client'
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'

const [file, repository, address, cut, pid] = process.argv.slice(2)
const size = fs.statSync(file).size
let sent = 0
let cuts = 0
let killed = false
let last = null

const proxy = net.createServer((client) => {
  const to = new URL(fs.readFileSync(address, 'utf8').trim())
  const server = net.connect(Number(to.port), to.hostname)
  let passed = 0
  client.on('data', (bytes) => {
    sent += bytes.length
    passed += bytes.length
    if (!server.write(bytes)) {
      client.pause()
      server.once('drain', () => client.resume())
    }
    if (passed >= Number(cut)) {
      cuts += 1
      client.destroy()
      server.end()
    }
  })
  server.pipe(client)
  for (const [one, other] of [[client, server], [server, client]]) {
    one.on('error', () => other.destroy())
    one.on('close', () => other.end())
  }
})

function kill(offset) {
  if (!killed && offset > size / 2) {
    killed = true
    process.kill(Number(pid), 'SIGKILL')
  }
}

function done(outcome) {
  console.log(JSON.stringify({ bytes: size, sent, overhead: sent / size - 1, cuts, killed, ...outcome }))
  process.exit(outcome.error ? 1 : 0)
}

proxy.listen(0, '127.0.0.1', () => {
  const upload = new tus.Upload(fs.createReadStream(file), {
    endpoint: `http://127.0.0.1:${proxy.address().port}/v1/uploads`,
    metadata: { repository, filename: path.basename(file), wait: 'added' },
    retryDelays: Array(300).fill(1000),
    onAfterResponse: (request, response) => {
      last = response
      kill(Number(response.getHeader('Upload-Offset') ?? 0))
    },
    onProgress: (offset) => kill(offset),
    onError: (error) => done({ error: String(error) }),
    onSuccess: () => done({ receipt: last?.getHeader('Staithe-Receipt') ?? null }),
  })
  upload.start()
})
