-- Extends a lease by the time to live from now, if it is still this holder's.
--
-- KEYS[1]  hash   the lease table, see acquire_worker.lua
-- ARGV[1]  int    worker
-- ARGV[2]  int    epoch of the grant
-- ARGV[3]  string holder of the grant
-- ARGV[4]  int    time to live, ms
-- ARGV[5]  int    tick 0, in ms since 1970
-- ARGV[6]  string the grant's incarnation if the holder has sat out its quarantine, else empty
--
-- Answers {1, through tick}, or {0} when the lease is another's, released or gone.

local entry = redis.call('HGET', KEYS[1], ARGV[1])
local fence = ARGV[2] .. ':' .. ARGV[3] .. ':'
if not entry or string.sub(entry, 1, #fence) ~= fence then
  return {0}
end

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000) - tonumber(ARGV[5])
-- never earlier than before: the holder may have minted up to there
local through = math.max(tonumber(string.sub(entry, #fence + 1)), now + tonumber(ARGV[4]))
redis.call('HSET', KEYS[1], ARGV[1], fence .. string.format('%.0f', through))

if ARGV[6] ~= '' and ARGV[6] == redis.call('HGET', KEYS[1], 'incarnation') then
  -- a restart or failover since the grant began a life that this holder's wait says nothing about
  local run = string.match(redis.call('INFO', 'replication'), 'master_replid:(%w+)')
  if run == ARGV[6] then
    redis.call('HSET', KEYS[1], 'settled', 1)
  end
end
return {1, through}
