-- SPDX-License-Identifier: ISC
-- wrk: print what happened as one line of JSON (microseconds).
function done(summary, latency)
	local e = summary.errors
	io.write(string.format('{"requests":%d,"us":%d,"p50":%d,"p99":%d,' ..
	    '"max":%d,"errors":%d}\n', summary.requests, summary.duration,
	    latency:percentile(50), latency:percentile(99), latency.max,
	    e.connect + e.read + e.write + e.status + e.timeout))
end
