-- Asks each path of a file once, in its order, and stops at its end; with ROUND=1 again from the top until the time is over.
-- The report is one line of JSON: requests, seconds, errors, and the answers' times in microseconds.
local ffi = require("ffi")
ffi.cdef("int kill(int pid, int signal); int getpid(void);")
local INTERRUPT = 2 -- wakes wrk, which sleeps until its time is over, as Ctrl+C does

local HEADERS = {["Accept-Encoding"] = "gzip, deflate, br", ["Accept-Language"] = "fr"} -- as browsers ask
local paths, place, answered = {}, 0, 0
local round = os.getenv("ROUND") == "1"

function init(args)
  for line in io.lines(os.getenv("PATHS")) do paths[#paths + 1] = line end
end

function request()
  place = place + 1
  if place > #paths then place = round and 1 or #paths end
  return wrk.format("GET", paths[place], HEADERS)
end

function response()
  answered = answered + 1
  if not round and answered >= #paths then
    wrk.thread:stop()
    ffi.C.kill(ffi.C.getpid(), INTERRUPT)
  end
end

function done(summary, latency, requests)
  local wrong = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"seconds":%.6f,"bytes":%d,"errors":%d,"p50":%.1f,"p90":%.1f,"p95":%.1f,"p99":%.1f,"most":%.1f}\n',
    summary.requests, summary.duration / 1e6, summary.bytes,
    wrong.connect + wrong.read + wrong.write + wrong.status + wrong.timeout,
    latency:percentile(50), latency:percentile(90), latency:percentile(95), latency:percentile(99), latency.max))
end
