-- SPDX-License-Identifier: ISC
-- wrk: POST /v1/threads with a body that is right in structure and new in every
-- request: mailbox, thread, open and the payload's first 16 bytes are random, so
-- that handle, id and d differ.  Nobody could open it, and the service, which
-- cannot open anything, does the same work as for a report.
--	wrk ... -s post.lua URL -- TEMPLATE SEED
-- TEMPLATE: a real body (tools.ts).

-- wrk takes one script; the summary is the other one's.
dofile(debug.getinfo(1, "S").source:match("@(.*/)") .. "done.lua")

local url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
local threads = 0

function setup(thread)
	threads = threads + 1
	thread:set("number", threads)
end

-- n digits of base64url; the last one's unused bits are zero.
local function digits(n, last)
	local t = {}
	for i = 1, n - 1 do
		local k = math.random(64)
		t[i] = url:sub(k, k)
	end
	local k = math.random(#last)
	t[n] = last:sub(k, k)
	return table.concat(t)
end

local function bytes(n)
	local t = {}
	for i = 1, n do
		t[i] = string.char(math.random(0, 255))
	end
	return table.concat(t)
end

local head, self, header, rest

function init(args)
	local file = assert(io.open(args[1], "rb"))
	local body = file:read("*a")
	file:close()
	math.randomseed(tonumber(args[2]) * 100 + number)
	local at = assert(body:find("\nself ", 1, true))
	local object = assert(body:find("\n\n", 1, true)) + 2
	local mac = assert(body:find("\n--- ", object, true))
	local payload = assert(body:find("\n", mac + 1, true)) + 1
	self = body:sub(at, object - 1)
	header = body:sub(object, payload - 1)
	rest = body:sub(payload + 16)
	head = "POST /v1/threads HTTP/1.1\r\nHost: " .. wrk.host ..
	    "\r\nContent-Type: application/vnd.qingfeng.entry" ..
	    "\r\nContent-Length: " .. #body .. "\r\n\r\n"
end

function request()
	return head .. "mailbox " .. digits(22, "AQgw") .. "\nthread " ..
	    digits(22, "AQgw") .. "\nopen " ..
	    digits(43, "AEIMQUYcgkosw048") .. self .. header .. bytes(16) .. rest
end
