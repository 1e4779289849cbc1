-- Ends a lease, if it is still this holder's. The entry stays, without a holder: the next one starts
-- after its tick.
--
-- KEYS[1]  hash   the lease table, see acquire_worker.lua
-- ARGV[1]  int    worker
-- ARGV[2]  int    epoch of the grant
-- ARGV[3]  string holder of the grant
-- ARGV[4]  int    the last tick minted under the lease
--
-- Answers 1, or 0 when the lease is another's, released or gone.

local entry = redis.call('HGET', KEYS[1], ARGV[1])
local fence = ARGV[2] .. ':' .. ARGV[3] .. ':'
if not entry or string.sub(entry, 1, #fence) ~= fence then
  return 0
end
local last = math.min(tonumber(string.sub(entry, #fence + 1)), tonumber(ARGV[4]))
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. '::' .. string.format('%.0f', last))
return 1
