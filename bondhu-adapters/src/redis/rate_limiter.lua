-- KEYS: the log. ARGV: now, window, count, whether to count, time to keep in ms, a number of its own. Times are in
-- microseconds and below 2^53, so that they are exact as scores. Answers {allowed, remaining, reset or retry after}.
local log = KEYS[1]
local now, window, count = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local function text(number)
  return string.format('%.0f', number)
end
local newest = redis.call('ZRANGE', log, -1, -1, 'WITHSCORES')[2]
if newest and tonumber(newest) > now then
  now = tonumber(newest)
end
-- What was counted exactly a window ago has left.
local since = '(' .. text(now - window)
local used = redis.call('ZCOUNT', log, since, '+inf')
local function leaves_after(index)
  local at = redis.call('ZRANGEBYSCORE', log, since, '+inf', 'WITHSCORES', 'LIMIT', index, 1)[2]
  return at and tonumber(at) + window - now or window
end
if used >= count then
  -- With a limit that was lowered, more than one has to leave first.
  return {0, 0, leaves_after(used - count)}
end
local reset = leaves_after(0)
if ARGV[4] == '1' then
  redis.call('ZREMRANGEBYSCORE', log, '-inf', text(now - window))
  redis.call('ZADD', log, text(now), text(now) .. ':' .. ARGV[6])
  redis.call('PEXPIRE', log, ARGV[5])
end
return {1, count - used - 1, reset}
