/** A hand rests on the screen while a pen writes: once a pen was seen, fingers move the paper and never draw. */
let isPenAround = false

export const notePointer = (event: { pointerType: string }): void => {
  if (event.pointerType === 'pen') isPenAround = true
}

export const isPalm = (event: { pointerType: string }): boolean =>
  isPenAround && event.pointerType === 'touch'
