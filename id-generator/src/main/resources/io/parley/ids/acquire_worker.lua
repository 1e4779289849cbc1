-- Leases the first free worker to one holder, trying every worker once, upwards from ARGV[1].
-- Rewrites the incarnation fields first when they are missing or of another life of this server.
--
-- KEYS[1]  hash   the lease table; it holds everything, so that it is lost as a whole or not at all
--                   <worker>     <epoch>:<holder>:<through tick>; stays when the lease is over
--                   epoch        the epoch of the latest grant
--                   incarnation  the replication id the server had at the first grant after a loss;
--                                a flush leaves none, a restart or a failover makes a new one
--                   after        tick; no lease lost with earlier data covers a later one
--                   settled      1 once a holder has sat out the quarantine in this incarnation
-- ARGV[1]  int    first worker to try
-- ARGV[2]  int    number of workers
-- ARGV[3]  string holder
-- ARGV[4]  int    time to live, ms
-- ARGV[5]  int    quarantine, ms
-- ARGV[6]  int    tick 0, in ms since 1970
--
-- Answers {1, worker, epoch, incarnation, after tick, through tick, settled 0|1}, or {0} when all
-- workers are held.

local first, workers = tonumber(ARGV[1]), tonumber(ARGV[2])
local ttl, quarantine = tonumber(ARGV[4]), tonumber(ARGV[5])

local function text(number) -- tostring would write large numbers as 1e+12
  return string.format('%.0f', number)
end

local run = string.match(redis.call('INFO', 'replication'), 'master_replid:(%w+)')
if not run then
  return redis.error_reply('INFO replication: no master_replid (expected: one)')
end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000) - tonumber(ARGV[6])

local known = redis.call('HMGET', KEYS[1], 'incarnation', 'after', 'settled')
local after, settled = tonumber(known[2] or now), tonumber(known[3] or 0)
if known[1] ~= run then
  after, settled = math.max(after, now + quarantine), 0
  redis.call('HSET', KEYS[1], 'incarnation', run, 'after', text(after), 'settled', 0)
end

for i = 0, workers - 1 do
  local worker = (first + i) % workers
  local entry = redis.call('HGET', KEYS[1], worker)
  local through = entry and tonumber(string.match(entry, '^%d+:%w*:(%-?%d+)$'))
  if not through or now > through then
    local epoch = redis.call('HINCRBY', KEYS[1], 'epoch', 1)
    redis.call('HSET', KEYS[1], worker, epoch .. ':' .. ARGV[3] .. ':' .. text(now + ttl))
    return {1, worker, epoch, run, math.max(after, through or after), now + ttl, settled}
  end
end
return {0}
