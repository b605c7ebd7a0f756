-- KEYS: open, events. ARGV: channel, event with its mark, cost in bytes, time to keep in ms.
local left = redis.call('GET', KEYS[1])
if not left then
  return 0
end
local cost = tonumber(ARGV[3])
if cost > 0 then
  left = tonumber(left) - cost
  -- Once one was left out, all are: a gap in the middle would look like the reply.
  redis.call('SET', KEYS[1], string.format('%.0f', math.max(left, 0)), 'KEEPTTL')
  if left < 0 then
    return 0
  end
end
redis.call('RPUSH', KEYS[2], ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[4])
if string.sub(ARGV[2], 1, 1) == '!' then
  redis.call('UNLINK', KEYS[1])
end
redis.call('PUBLISH', ARGV[1], '')
return 1
